/** The parser inside sucrase: its tokens tell where a module's imports are. */
declare module 'sucrase/dist/parser/index.js' {
  export interface Token {
    readonly type: number;
    readonly contextualKeyword: number;
    readonly start: number;
    readonly end: number;
    readonly isType: boolean;
  }
  export function parse(
    input: string,
    isJsx: boolean,
    isTypeScript: boolean,
    isFlow: boolean,
  ): { readonly tokens: readonly Token[] };
}

declare module 'sucrase/dist/parser/tokenizer/types.js' {
  export const TokenType: {
    readonly _import: number;
    readonly _export: number;
    readonly string: number;
    readonly dot: number;
    readonly questionDot: number;
    readonly parenL: number;
    readonly braceL: number;
    readonly braceR: number;
  };
}
