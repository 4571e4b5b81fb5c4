/** Lets the service worker in, once the page has what it needs: without it all works as well, but not without a line. */
export function letWorkerIn(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = () => {
    // Private windows and some companies' browsers refuse; then there is none.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  };
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
