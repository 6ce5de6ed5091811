/** The path of a user without a map: north is up, a bar shows the scale. */
import { currentPalette } from './palette.js';
import type { PointRing } from './point-ring.js';
import { roundUp } from './scale.js';
import { clearedSurface } from './surface.js';

const METRES_PER_DEGREE = 111_320;
const INSET_PX = 18;
/** Minimum extent of the plot; a smaller path does not fill the canvas. */
const SPAN_MIN_M = 20;
/** Minimum length of the bar that shows the scale. */
const BAR_MIN_PX = 60;

/** `points`: latitude and longitude in degrees. */
export function drawPath(canvas: HTMLCanvasElement, points: PointRing): void {
  const surface = clearedSurface(canvas);
  if (surface === undefined || points.size === 0) return;
  const { context, width, height } = surface;
  const box = { south: 90, north: -90, west: 180, east: -180 };
  for (let i = 0; i < points.size; i++) {
    box.south = Math.min(box.south, points.valueAt(i, 0));
    box.north = Math.max(box.north, points.valueAt(i, 0));
    box.west = Math.min(box.west, points.valueAt(i, 1));
    box.east = Math.max(box.east, points.valueAt(i, 1));
  }
  const latitude = (box.south + box.north) / 2;
  const longitude = (box.west + box.east) / 2;
  const metresPerLongitude = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  const widthM = Math.max(SPAN_MIN_M, (box.east - box.west) * metresPerLongitude);
  const heightM = Math.max(SPAN_MIN_M, (box.north - box.south) * METRES_PER_DEGREE);
  const pxPerM = Math.min((width - 2 * INSET_PX) / widthM, (height - 2 * INSET_PX) / heightM);
  const xOf = (i: number) =>
    width / 2 + (points.valueAt(i, 1) - longitude) * metresPerLongitude * pxPerM;
  const yOf = (i: number) =>
    height / 2 - (points.valueAt(i, 0) - latitude) * METRES_PER_DEGREE * pxPerM;
  const { series, text, muted } = currentPalette();
  context.strokeStyle = series[1];
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.beginPath();
  for (let i = 0; i < points.size; i++) context.lineTo(xOf(i), yOf(i));
  context.stroke();
  context.fillStyle = text;
  context.beginPath();
  context.arc(xOf(points.size - 1), yOf(points.size - 1), 4.5, 0, 2 * Math.PI);
  context.fill();
  const metres = roundUp(BAR_MIN_PX / pxPerM);
  context.strokeStyle = muted;
  context.fillStyle = muted;
  context.lineWidth = 1;
  context.strokeRect(INSET_PX, height - 10.5, metres * pxPerM, 0);
  context.fillText(metres >= 1_000 ? `${metres / 1_000} km` : `${metres} m`, INSET_PX, height - 15);
  context.fillText('N ↑', width - 28, 16);
}
