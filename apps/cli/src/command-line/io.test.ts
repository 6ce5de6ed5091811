import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programName } from './io.js';

describe('the name of the program in command lines to copy', () => {
  it('is the path of the script in a clone', () => {
    const script = join('/clone', 'apps', 'cli', 'bin', 'wearwire.js');
    expect(programName(script, '/clone', {})).toBe(
      `node ${join('apps', 'cli', 'bin', 'wearwire.js')}`,
    );
  });

  it('is quoted if it contains a space', () => {
    expect(programName('/a b/bin/wearwire.js', '/', {})).toBe('node "a b/bin/wearwire.js"');
  });

  it('is wearwire if that is installed, and npx wearwire if npx runs it', () => {
    expect(programName('/usr/local/bin/wearwire', '/home', {})).toBe('wearwire');
    expect(programName('/x/.bin/wearwire', '/', { npm_command: 'exec' })).toBe('npx wearwire');
  });
});
