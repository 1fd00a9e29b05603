/**
 * How loud a tag is at an antenna before chance has its say. Log-distance path loss, `P0 − 10 n log10 d`, with the pattern of a
 * patch antenna (3GPP TR 36.814, A.2.1.1: `min(12 (θ / θ3dB)², Am)`, here for the way there and back) and walls in between.
 */

/** Metres in the plan of the house, and above its floor. */
export interface Spot {
  readonly x_m: number;
  readonly y_m: number;
  readonly z_m: number;
}

/** A wall, a metal rack, a closed door: what the wave has to go through on its way, once there and once back. */
export interface Wall {
  readonly from: { readonly x_m: number; readonly y_m: number };
  readonly to: { readonly x_m: number; readonly y_m: number };
  readonly loss_cdb: number;
}

/** Which way a tag's dipole lies, as a vector of length 1. */
export interface Axis {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface FieldAntenna extends Spot {
  /** As the settings name it. */
  readonly device: string;
  readonly antenna: number;
  /** Where its front looks in the plan: 0 along x, 90 along y; `down` from a ceiling to the floor. Absent: the same all round. */
  readonly faces_deg?: number | 'down';
  /** How much it sends above or below the field's usual power. */
  readonly power_cdb?: number;
  /**
   * How long a tag keeps silent once it has answered here (Gen2 sessions 1 to 3), at least and at most. Absent: it answers every
   * round (session 0).
   */
  readonly quiet_ms?: { readonly min: number; readonly max: number };
}

export interface PathSettings {
  /** Received from a tag one metre in front. */
  readonly at_one_metre_cdbm: number;
  /** The exponent `n` of the way there and back: 2 in a corridor, 4 between racks. */
  readonly exponent: number;
  /** Nothing is ever heard from further away. */
  readonly range_m_max: number;
}

const half_power_deg = 70;
const behind_cdb = 1_200;
/** A dipole hardly answers along its own axis; the walls around it keep it from being quite silent. */
const along_axis_cdb_max = 2_000;
const degrees = 180 / Math.PI;
/** Nearer than this, the formula would end at infinity. */
const near_m = 0.3;

/** Hundredths of a dBm; undefined beyond the range. */
export function meanPower(
  antenna: FieldAntenna,
  spot: Spot & { readonly axis?: Axis | undefined },
  walls: readonly Wall[],
  settings: PathSettings,
): number | undefined {
  const dx = spot.x_m - antenna.x_m;
  const dy = spot.y_m - antenna.y_m;
  const flat = dx * dx + dy * dy;
  const { range_m_max, at_one_metre_cdbm, exponent } = settings;
  if (flat > range_m_max * range_m_max) return undefined;
  const dz = spot.z_m - antenna.z_m;
  const distance_m = Math.max(near_m, Math.sqrt(flat + dz * dz));
  let power = at_one_metre_cdbm - 1_000 * exponent * Math.log10(distance_m) + (antenna.power_cdb ?? 0);
  const { faces_deg } = antenna;
  if (faces_deg === 'down') power -= patternLoss(Math.atan2(Math.sqrt(flat), -dz) * degrees);
  else if (faces_deg !== undefined) power -= patternLoss(Math.atan2(dy, dx) * degrees - faces_deg);
  if (spot.axis !== undefined) power -= axisLoss((dx * spot.axis.x + dy * spot.axis.y + dz * spot.axis.z) / distance_m);
  for (const wall of walls) if (isCrossed(wall, antenna, spot)) power -= 2 * wall.loss_cdb;
  return power;
}

/** A short dipole's gain is the square of the sine to its axis; the wave meets it there and back. */
function axisLoss(cosine: number): number {
  const gain = Math.max(1e-6, 1 - cosine * cosine);
  return Math.min(along_axis_cdb_max, -2_000 * Math.log10(gain));
}

function patternLoss(off_deg: number): number {
  const turned = (((off_deg % 360) + 540) % 360) - 180;
  const share = turned / half_power_deg;
  return 2 * Math.min(behind_cdb, 1_200 * share * share);
}

/** Two stretches cross when the ends of each lie on different sides of the other. */
function isCrossed({ from, to }: Wall, a: Spot, b: Spot): boolean {
  return (
    sideOf(from, to, a) !== sideOf(from, to, b) &&
    sideOf(a, b, { x_m: from.x_m, y_m: from.y_m }) !== sideOf(a, b, { x_m: to.x_m, y_m: to.y_m })
  );
}

type Point = Pick<Spot, 'x_m' | 'y_m'>;

function sideOf(from: Point, to: Point, point: Point): boolean {
  return (to.x_m - from.x_m) * (point.y_m - from.y_m) > (to.y_m - from.y_m) * (point.x_m - from.x_m);
}
