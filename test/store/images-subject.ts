// The segment of images under test, beside what its two places must hold.

import { PAGE_BYTES } from "../../hal/nor-flash.ts";
import {
  beginImage,
  commitImage,
  imageFromUtcSeconds,
  imageVersion,
  isReady,
  openImages,
} from "../../firmware/store/image.ts";
import { prepareImage, readImage, writeImage } from "../../firmware/store/image.ts";
import type { Images } from "../../firmware/store/image.ts";
import { demand } from "./operation.ts";
import type { Operation, Subject } from "./operation.ts";
import { imagesOn } from "./rig.ts";
import type { ArrayFlash } from "./rig.ts";

interface Image {
  readonly version: number;
  readonly fromUtcSeconds: number;
  readonly body: string;
}

const NONE: Image = { version: 0, fromUtcSeconds: 0, body: "" };

export class ImagesSubject implements Subject {
  readonly held: Image[];
  /** What the place under work may hold as well. */
  #flight: { readonly place: number; readonly image: Image } | undefined;
  #place: number;
  #body = "";
  #images: Images | undefined;

  constructor(from?: ImagesSubject) {
    this.held = from ? from.held.slice() : [NONE, NONE];
    this.#flight = from ? from.#flight : undefined;
    this.#place = from ? from.#place : -1;
  }

  get images(): Images {
    return this.#images!;
  }

  fork(): ImagesSubject {
    return new ImagesSubject(this);
  }

  open(flash: ArrayFlash): void {
    this.#images = imagesOn(flash);
    demand(openImages(this.#images), `the images do not open, fault ${this.#images.fault}`);
  }

  perform(operation: Operation): void {
    const images = this.images;
    if (operation.kind === "begin") this.#begin(operation.place);
    else if (operation.kind === "erase") this.idle();
    else if (operation.kind === "write") {
      for (let calls = 0; !isReady(images) && calls < 64; calls++) prepareImage(images);
      demand(writeImage(images, operation.page), "a page is refused");
      this.#body += operation.page;
    } else if (operation.kind === "commit") this.#commit(operation.version, operation.fromUtcSeconds);
    else if (operation.kind === "read") this.#demandPlace(operation.place);
    else throw new TypeError(`images do not ${operation.kind}`);
  }

  #begin(place: number): void {
    this.#flight = { place, image: NONE };
    for (let calls = 0; this.images.isErasing && calls < 64; calls++) prepareImage(this.images);
    demand(beginImage(this.images, place), "a begin is refused");
    demand(imageVersion(this.images, place) === 0, "a place that was given up still holds an image");
    this.held[place] = NONE;
    this.#place = place;
    this.#body = "";
    this.#flight = undefined;
  }

  #commit(version: number, fromUtcSeconds: number): void {
    const image = { version, fromUtcSeconds, body: this.#body };
    this.#flight = { place: this.#place, image };
    demand(commitImage(this.images, version, fromUtcSeconds), "a commit is refused");
    this.held[this.#place] = image;
    this.#flight = undefined;
  }

  idle(): void {
    prepareImage(this.images);
  }

  check(): void {
    let holding = 0;
    for (let place = 0; place < 2; place++) {
      const flight = this.#flight?.place === place ? this.#flight : undefined;
      const done = flight && imageVersion(this.images, place) === flight.image.version;
      if (done) this.held[place] = flight.image;
      this.#demandPlace(place);
      // A mark of which nothing can be read yet may be read at a later boot: an image that is given up may go late, but it never comes back.
      if (this.held[place] !== NONE) holding++;
      if (flight && (done || flight.image !== NONE)) this.#flight = undefined;
    }
    // An erase cut in the middle of a place can leave what looks like an image that decayed.
    demand(this.images.damaged <= 2 - holding, `${this.images.damaged} places count as damaged`);
  }

  #demandPlace(place: number): void {
    const { images } = this;
    const image = this.held[place]!;
    demand(imageVersion(images, place) === image.version, `place ${place} holds another version`);
    demand(imageFromUtcSeconds(images, place) === image.fromUtcSeconds, `place ${place} is in force from another time`);
    for (let at = 0; at < image.body.length; at += PAGE_BYTES) {
      const page = image.body.slice(at, at + PAGE_BYTES);
      demand(readImage(images, place, at, page.length) === page, `place ${place} holds other bytes at ${at}`);
    }
    demand(readImage(images, place, image.body.length, 1) === "", `place ${place} is longer than it was written`);
  }

  refused(): number {
    return this.images.medium.refused;
  }
}
