/** What was typed into a form, kept in this tab: it survives a reload. */
import { useEffect, useState } from 'react';

function stored<Value>(key: string): Value | null {
  try {
    const text = sessionStorage.getItem(key);
    // Written below, by this page alone.
    return text === null ? null : (JSON.parse(text) as Value);
  } catch {
    return null;
  }
}

/** As `useState`, kept under the key. */
export function useDraft<Value>(key: string, initial: Value): [Value, (next: Value) => void] {
  const [value, setValue] = useState(() => stored<Value>(key) ?? initial);
  useEffect(() => {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      // It lasts as long as the page.
    }
  }, [key, value]);
  return [value, setValue];
}
