/** The part of WebAssembly that the sandbox uses, which Node's types leave out. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  /** Sizes are in pages of 64 KB. */
  var Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => Memory;
}
