import { expect, it } from 'vitest';
import { nameOf, numberText, unitOf } from './reading-names.js';

it.each([
  ['HEART_RATE', 'Heart rate', 'bpm'],
  ['RUNNING_HEART_RATE', 'Running heart rate', ''],
  ['BATTERY', 'Battery', '%'],
  ['myType', 'myType', ''],
  ['constructor', 'constructor', ''],
  ['__proto__', '__proto__', ''],
  ['', '', ''],
])('displays the type %j as %j, in %j', (type, name, unit) => {
  expect([nameOf(type), unitOf(type)]).toEqual([name, unit]);
});

it.each([
  ['HEART_RATE', 71.6, '72'],
  ['SPEED', 8.316, '8.32'],
  ['TEMPERATURE_OF_MINE', -12.34, '−12.3'],
  ['X', 1e300, '1.00e+300'],
  ['X', Number.NaN, '–'],
])('displays a %s of %d as %s', (type, value, text) => {
  expect(numberText(type, value)).toBe(text);
});
