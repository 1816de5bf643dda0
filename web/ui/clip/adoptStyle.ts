/**
 * Gives a picture of wavesurfer its style. It brings an element for it, which the
 * server's content policy forbids; a sheet that a script makes is allowed. To be called
 * before the picture is part of the document, so that the browser never applies the element.
 */
export function adoptStyle(root: Node): void {
  if (!(root instanceof ShadowRoot)) return;
  const element = root.querySelector('style');
  if (!element) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(element.textContent);
  element.remove();
  root.adoptedStyleSheets = [sheet];
}
