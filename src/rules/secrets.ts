export { secretLiterals } from './shared/secrets.ts';
