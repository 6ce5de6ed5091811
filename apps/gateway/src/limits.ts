/**
 * Limits and intervals of the gateway, with defaults. Set them in the `limits` of `createGateway`, except
 * `mapLinesMax`, which is an argument of `SensorMap`.
 */
export const GATEWAY_LIMITS = {
  /** Concurrent connections of one Bluetooth adapter. Further sensors wait for a free one. */
  connectionsPerAdapterMax: 7,
  /** Sensors kept in memory. Above this, the sensor heard longest ago is removed, sensors without a user first. */
  sensorsMax: 512,
  /** Maximum number of lines of the map from sensors to users. */
  mapLinesMax: 1_000,
  /** Timeout for connecting to a sensor, including service discovery, in ms. */
  connectTimeoutMs: 25_000,
  /** Timeout for one read, write or subscription, in ms. */
  commandTimeoutMs: 10_000,
  /** First wait after a lost or failed connection, in ms; doubles with each failure. */
  reconnectWaitFirstMs: 500,
  /** Maximum wait between two attempts to connect, in ms. */
  reconnectWaitMaxMs: 30_000,
  /** Interval of the search for plugged-in ANT+ sticks, in ms. */
  stickSearchMs: 5_000,
  /**
   * Time after which a momentary value, such as a heart rate, expires if the sensor no longer sends it, in ms.
   */
  silenceMs: 5_000,
  /** Time without a packet after which a sensor is out of range and, if it has no user, removed, in ms. */
  outOfRangeMs: 60_000,
  /** Time without a momentary value after which another sensor of the same user provides it, in ms. */
  takeOverMs: 5_000,
  /** Like `takeOverMs`, for all other types, such as totals and battery, in ms. */
  slowTakeOverMs: 600_000,
} as const;

/** A value for each limit, in the unit given in `GATEWAY_LIMITS`. */
export type GatewayLimits = { readonly [Name in keyof typeof GATEWAY_LIMITS]: number };
