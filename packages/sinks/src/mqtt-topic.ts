/** Expands templates of MQTT topics; special characters in user ids and types are encoded. */
import { SinkRefusedError, SinkSetupError } from './errors.js';
import { developerOf } from './event-json.js';
import type { SinkEvent } from './sink.js';

/** Maximum length of a topic, in bytes of UTF-8, because its length field has 16 bits. */
const TOPIC_BYTES_MAX = 65_535;

const PLACEHOLDER = /\{(\w+)\}/g;

const VALUES: Readonly<Record<string, (event: SinkEvent) => string>> = {
  user: ({ uid }) => uid,
  type: ({ type }) => type,
  developer: developerOf,
};

/** Throws `SinkSetupError` for a template with an unknown placeholder or a wildcard. */
export function topicTemplate(template: string): (event: SinkEvent) => string {
  for (const [whole, name] of template.matchAll(PLACEHOLDER)) {
    if (!Object.hasOwn(VALUES, name as string)) {
      throw new SinkSetupError(
        `topic ${template}: ${whole} is unknown; use {user}, {type}, {developer}`,
      );
    }
  }
  if (/[+#\0]/.test(template) || template === '') {
    throw new SinkSetupError(`topic ${template}: must not be empty or contain +, # or NUL`);
  }
  return (event) => {
    const topic = template.replaceAll(PLACEHOLDER, (_whole, name: string) =>
      topicLevel(VALUES[name]?.(event) ?? ''),
    );
    if (Buffer.byteLength(topic) > TOPIC_BYTES_MAX) {
      throw new SinkRefusedError(`the topic would be longer than ${TOPIC_BYTES_MAX} bytes`);
    }
    return topic;
  };
}

/**
 * Encodes a value as one level of a topic: the separator `/`, the wildcards `+` and `#`, control characters
 * and `%` are percent-encoded; a lone surrogate becomes U+FFFD.
 */
export function topicLevel(text: string): string {
  return Buffer.from(text)
    .toString()
    .replaceAll(/[%/+#\p{Cc}]/gu, (character) => encodeURIComponent(character));
}
