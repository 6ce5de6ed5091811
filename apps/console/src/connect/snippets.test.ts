import { expect, it } from 'vitest';
import { snippetsFor } from './snippets.js';

const HOSTILE = `o'b"$(touch x)\`\n</script>`;

it('fills in the broker, the developer and the user', () => {
  const snippets = snippetsFor({ origin: 'https://b.example', developer: 'me', user: 'anna é' });
  const text = snippets.map((one) => one.text).join('\n');
  expect(text).toContain('"wss://b.example/connect"');
  expect(text).toContain('"dev-id": "me"');
  expect(text).toContain('/auth/user?id=anna%20%C3%A9');
});

it('quotes any developer or user id as one string in shell and TypeScript', () => {
  const [typescript, , curl] = snippetsFor({
    origin: 'http://b',
    developer: HOSTILE,
    user: HOSTILE,
  });
  // Within single quotes a shell interprets nothing; a quote is written as '\'' (end, escaped quote, start).
  expect(curl?.text).toContain(`-H 'dev-id: ${HOSTILE.replace("'", "'\\''")}'`);
  expect(curl?.text).toContain(`id=${encodeURIComponent(HOSTILE).replace("'", "'\\''")}'`);
  const [literal = ''] = /(?<=developerId: )"(?:[^"\\]|\\.)*"/.exec(typescript?.text ?? '') ?? [];
  expect(JSON.parse(literal)).toBe(HOSTILE);
});
