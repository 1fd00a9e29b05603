/** Why one field does not fit, on its way up to the frame it sits in; each level adds its name in front. */
import type { FrameFault } from './codec.ts';

export class Misfit {
  readonly kind: FrameFault['kind'];
  readonly rule: string;
  /** `tags[3].epc`; empty while nobody has added a name. */
  readonly place: string;

  constructor(kind: FrameFault['kind'], rule: string, place = '') {
    this.kind = kind;
    this.rule = rule;
    this.place = place;
  }

  /** The same misfit, seen from the object or list (`name` is then `[3]`) that holds the field. */
  under(name: string): Misfit {
    const joint = this.place === '' || this.place.startsWith('[') ? '' : '.';
    return new Misfit(this.kind, this.rule, `${name}${joint}${this.place}`);
  }

  get fault(): FrameFault {
    return { kind: this.kind, place: this.place === '' ? 'frame' : this.place, rule: this.rule };
  }
}
