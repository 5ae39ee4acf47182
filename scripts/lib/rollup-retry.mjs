/**
 * Makes each `import()` of a chunk try once more under another address. Browsers remember a failed import for as long as the
 * page lives, and Home Assistant lets its 404s be cached for a month: only a changed address can work.
 */
export function retryFailedChunks() {
  return {
    name: "retry-failed-chunks",
    renderDynamicImport: () => ({ left: "$again(", right: ")" }),
    renderChunk: {
      order: "pre",
      handler: (code) =>
        code.includes("$again(")
          ? { code: `const $again=u=>import(u).catch(()=>import(u+"?again="+Date.now()));\n${code}`, map: null }
          : null,
    },
  };
}
