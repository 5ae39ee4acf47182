/**
 * Makes each `import()` of a chunk try once more under another address. Browsers remember a failed import for as long as the
 * page lives, and Home Assistant lets its 404s be cached for a month: only a changed address can work.
 */
export function retryFailedChunks() {
  return {
    name: "retry-failed-chunks",
    renderDynamicImport: () => ({
      left: "((u,i)=>i(u).catch(()=>i(u+'?again='+Date.now())))(",
      right: ",u=>import(u))",
    }),
  };
}
