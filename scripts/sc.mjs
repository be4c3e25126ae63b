#!/usr/bin/env node
import { ensureInstalled } from './lib/install.mjs';
import { runMain } from './lib/say.mjs';

// The command-line tool: installs what it needs if need be, then runs cli/main.ts as it stands, without a build.
await runMain(async () => {
  await ensureInstalled();
  const { register } = await import('tsx/esm/api');
  register();
  await import('../cli/main.ts');
});
