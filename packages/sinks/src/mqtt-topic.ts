/** Topics of MQTT from a template, with what users and types may hold made safe. */
import { SinkRefusedError, SinkSetupError } from './errors.js';
import type { SinkEvent } from './sink.js';

/** Bytes of UTF-8, by the protocol's length field. */
const TOPIC_BYTES_MAX = 65_535;

const PLACEHOLDER = /\{(\w+)\}/g;

const VALUES: Readonly<Record<string, (event: SinkEvent) => string>> = {
  user: ({ uid }) => uid,
  type: ({ type }) => type,
  developer: ({ key }) => key.split(':').slice(0, -2).join(':'),
};

/** Throws `SinkSetupError` for a template with an unknown placeholder or a wildcard. */
export function topicTemplate(template: string): (event: SinkEvent) => string {
  for (const [whole, name] of template.matchAll(PLACEHOLDER)) {
    if (VALUES[name as string] === undefined) {
      throw new SinkSetupError(
        `topic ${template}: ${whole} is unknown; use {user}, {type}, {developer}`,
      );
    }
  }
  if (/[+#\0]/.test(template) || template === '') {
    throw new SinkSetupError(`topic ${template}: must not be empty or hold + or #`);
  }
  return (event) => {
    const topic = template.replaceAll(PLACEHOLDER, (_whole, name: string) =>
      topicLevel(VALUES[name]?.(event) ?? ''),
    );
    if (Buffer.byteLength(topic) > TOPIC_BYTES_MAX) {
      throw new SinkRefusedError(`its topic would be longer than ${TOPIC_BYTES_MAX} bytes`);
    }
    return topic;
  };
}

/**
 * One level of a topic: what would change its levels (`/`), be a wildcard (`+`, `#`) or be refused (control
 * characters) is percent-encoded, and so is `%`; half a surrogate pair becomes U+FFFD.
 */
export function topicLevel(text: string): string {
  return Buffer.from(text)
    .toString()
    .replaceAll(/[%/+#\p{Cc}]/gu, (character) => encodeURIComponent(character));
}
