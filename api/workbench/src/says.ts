// The texts of the script, which the server gives in the language of the page.

const texts: Record<string, string> = JSON.parse(document.body.dataset.texts ?? "{}");

export function says(name: string, ...values: unknown[]): string {
  return (texts[name] ?? name).replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));
}
