/** uPlot in a component: made once, given columns of numbers, drawn anew when its box or the colours change. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { dark } from '../browser.ts';

export interface Ink {
  readonly line: string;
  readonly area: string;
  readonly grid: string;
  readonly text: string;
}

export interface ChartProps {
  readonly label: string;
  readonly height: number;
  readonly columns: uPlot.AlignedData;
  /** What the chart looks like; asked when it is made, so it must not depend on the columns. */
  readonly style: (ink: Ink) => Omit<uPlot.Options, 'width' | 'height'>;
}

export function Chart({ label, height, columns, style }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef(columns);
  newest.current = columns;
  const is_dark = dark.value;
  useEffect(() => {
    const place = box.current;
    if (place === null) return;
    const made = new uPlot(
      { ...style(inkOf(place, is_dark)), width: place.clientWidth, height },
      newest.current,
      place,
    );
    plot.current = made;
    const watcher = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height }));
    watcher.observe(place);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [height, style, is_dark]);
  useEffect(() => plot.current?.setData(columns), [columns]);
  return <div ref={box} class="chart" role="img" aria-label={label} style={{ height: `${height}px` }} />;
}

/** Canvas knows no CSS variables: the colours are read off the page. The scheme is asked for so that they are read anew. */
function inkOf(place: HTMLElement, is_dark: boolean): Ink {
  const style = getComputedStyle(place);
  const colour = (name: string): string => style.getPropertyValue(name).trim() || (is_dark ? '#fff' : '#000');
  return {
    line: colour('--accent'),
    area: colour('--accent-faint'),
    grid: colour('--line'),
    text: colour('--soft'),
  };
}

/** A small curve without axes: only its shape counts. */
export function sparkStyle({ line, area }: Ink): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [3, 0, 1, 0],
    axes: [{ show: false }, { show: false }],
    scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
    series: [{}, { stroke: line, fill: area, width: 1.5, points: { show: false } }],
  };
}

/** A level over time: it stands until the next movement. */
export function stepStyle(zone: string) {
  const stepped = uPlot.paths.stepped;
  return ({ line, area, grid, text }: Ink): Omit<uPlot.Options, 'width' | 'height'> => ({
    legend: { show: false },
    cursor: { show: false },
    padding: [10, 28, 0, 0],
    tzDate: (at_s) => uPlot.tzDate(new Date(at_s * 1_000), zone),
    axes: [
      { stroke: text, font, grid: { show: false }, ticks: { stroke: grid }, size: 28, space: 70, values: clockValues },
      {
        stroke: text,
        font,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        size: 44,
        space: 28,
        incrs: whole_steps,
      },
    ],
    scales: { y: { range: (_, min, max) => [Math.min(0, min), Math.max(1, max * 1.12)] } },
    series: [
      {},
      { stroke: line, fill: area, width: 2, points: { show: false }, ...(stepped && { paths: stepped({ align: 1 }) }) },
    ],
  });
}

const font = '12px "Inter", "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

const whole_steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

const clockValues: uPlot.Axis.Values = [
  [86_400, '{D} {MMM}', null, null, null, null, null, null, 1],
  [60, '{HH}:{mm}', null, null, null, null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
];
