// What the server tells a page once, when it has come: what stays as it is for as long as the bench runs. Types alone, for both.

/** As of a box of tools/policy/svg-layout.ts. */
export interface BoxShape {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly lines: readonly string[];
  readonly hover: string;
  readonly kind: "partition" | "port";
  readonly holdsReadings: boolean;
}

export interface WireShape {
  readonly from: string;
  readonly to: string;
  readonly carries: "frames" | "readings" | "state" | "orders" | "link";
  readonly title: string;
  readonly path: string;
  readonly headAt: { readonly start: boolean; readonly end: boolean };
}

export interface MapShape {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly BoxShape[];
  readonly frames: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly title: string;
  }[];
  readonly wires: readonly WireShape[];
}

export interface AttackShape {
  readonly name: string;
  readonly threats: readonly string[];
  readonly does: string;
}

/** A value of an act: one that is typed, or one of a list. */
export interface ActField {
  readonly name: string;
  readonly value: string;
  /** Empty: it is typed. */
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** An act as a form of the page: its words as they stand, and fields between them. */
export interface ActShape {
  readonly who: string;
  readonly label: string;
  readonly says: string;
  readonly parts: readonly (string | ActField)[];
  /** Seldom wanted. */
  readonly isRare: boolean;
}

/** What stays as it is for as long as the bench runs. */
export interface About {
  readonly meterId: string;
  readonly impulsesPerKwh: number;
  /** The bench's own central system gives no orders: somebody else has the meter. */
  readonly centralIsOff: boolean;
  readonly map: MapShape;
  readonly attacks: readonly AttackShape[];
  readonly acts: readonly ActShape[];
}
