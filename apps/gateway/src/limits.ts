/** Every limit and period of the gateway, with its default. Each is an option of `createGateway`. */
export const GATEWAY_LIMITS = {
  /** Connections of one Bluetooth adapter at the same time. Further sensors wait for a free one. */
  connectionsPerAdapterMax: 7,
  /** Sensors that are remembered. Then those that have no user and were heard longest ago are forgotten. */
  sensorsMax: 512,
  /** Lines of the map from sensors to users. */
  mapLinesMax: 1_000,
  /** Time for a connection to a sensor, services included, in ms. */
  connectTimeoutMs: 25_000,
  /** Time for one read, write or subscription, in ms. */
  commandTimeoutMs: 10_000,
  /** First wait after a lost or failed connection, in ms; it doubles with each failure. */
  reconnectWaitFirstMs: 500,
  /** Longest wait between two attempts to connect, in ms. */
  reconnectWaitMaxMs: 30_000,
  /** Between two looks for ANT+ sticks that are plugged in, in ms. */
  stickLookMs: 5_000,
  /** A quantity of the moment that a sensor has not sent for so long, in ms, has no value. */
  silenceMs: 5_000,
  /** A sensor that was not heard for so long, in ms, is out of range; one without a user is forgotten. */
  outOfRangeMs: 60_000,
  /** Another sensor of the user takes a quantity of the moment over after so long, in ms. */
  takeOverMs: 5_000,
  /** Likewise for all other types: totals, battery, single findings. */
  slowTakeOverMs: 600_000,
} as const;

/** A value for each, in its unit. */
export type GatewayLimits = { readonly [Name in keyof typeof GATEWAY_LIMITS]: number };
