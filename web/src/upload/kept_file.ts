/** Keeps the file that is being uploaded in the browser's own database: after a reload a page has no other way to it. */

const DATABASE = "livehouse";
const STORE = "uploads";

/** Keeps a copy under the video's id, in the place of any other. False where there is no room, or no storage. */
export async function keepFile(videoId: string, file: Blob): Promise<boolean> {
  try {
    await inStore("readwrite", (store) => {
      store.clear();
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

export async function dropFile(): Promise<void> {
  try {
    await inStore("readwrite", (store) => store.clear());
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
