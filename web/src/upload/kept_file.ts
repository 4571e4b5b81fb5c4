/** Keeps the file that is being uploaded in the browser's own database: after a reload a page has no other way to it. */

const DATABASE = "livehouse";
const STORE = "uploads";

/** Keeps a copy under the video's id, and throws away all but those of `others`. False where there is no room. */
export async function keepFile(videoId: string, file: Blob, others: readonly string[]): Promise<boolean> {
  try {
    const known = await inStore("readonly", (store) => store.getAllKeys());
    await inStore("readwrite", (store) => {
      for (const key of known) if (!others.includes(String(key))) store.delete(key);
      return store.put(file, videoId);
    });
    return true;
  } catch {
    return false;
  }
}

export async function keptFile(videoId: string): Promise<Blob | null> {
  try {
    const kept: unknown = await inStore("readonly", (store) => store.get(videoId));
    return kept instanceof Blob ? kept : null;
  } catch {
    return null;
  }
}

export async function dropFile(videoId: string): Promise<void> {
  try {
    await inStore("readwrite", (store) => store.delete(videoId));
  } catch {
    // What is left is thrown away when the next file is kept.
  }
}

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
    return request.result;
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another page holds an older version open"));
  });
}
