export {
  checkedText,
  count,
  flag,
  number,
  oneOfNumbers,
  oneOfWords,
  type SettingKind,
  text,
  type ValueKind,
} from './kinds.js';
export {
  defaultOf,
  defaultsOf,
  type Option,
  type OptionTable,
  type OptionValues,
} from './option.js';
export { duration, size, sizeOrNone, timeout } from './quantities.js';
export { demand, ValueError } from './value-error.js';
