// What the browser keeps for this page; nothing is kept, and nothing breaks, where it refuses.

const PREFIX = "genoderm-workbench-";

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // storage is full or forbidden: the page goes on, and forgets
  }
}
