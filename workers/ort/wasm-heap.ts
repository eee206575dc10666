// How big the ONNX runtime's WebAssembly heap is: the runtime does not tell, so we note every memory it makes.

const memories: WebAssembly.Memory[] = []

/** Call before the runtime loads. */
export function watchWasmHeap(): void {
  const Original = WebAssembly.Memory
  WebAssembly.Memory = class extends Original {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor)
      memories.push(this)
    }
  }
}

/** Bytes of all heaps made since; a wasm heap only grows, so this is also the peak. */
export function wasmHeapBytes(): number {
  return memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)
}
