// A thread does not inherit the loader of TypeScript: it registers its own before the first module is loaded.
import { register } from 'tsx/esm/api';

register();
await import('./render-thread.ts');
