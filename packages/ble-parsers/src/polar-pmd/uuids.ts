/** Characteristic that receives the commands of Polar Measurement Data and sends their responses. */
export const PMD_CONTROL_POINT = 'FB005C8102E7F3871CAD8ACD2D8DF0C8';

/** Characteristic that carries the frames of all streams. */
export const PMD_DATA = 'FB005C8202E7F3871CAD8ACD2D8DF0C8';
