package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open files of the store, at most {@code openFilesMax}: the least recently used one that
 * nobody is using is closed first. Thousands of persistence ids need no more file descriptors than
 * that; a handle that was closed is opened again at its next use.
 */
final class FileHandles implements AutoCloseable {
  private final Storage storage;
  private final int openFilesMax;
  private final Map<Path, Handle> handles = new LinkedHashMap<>(64, 0.75f, true);

  FileHandles(Storage storage, int openFilesMax) {
    this.storage = storage;
    this.openFilesMax = openFilesMax;
  }

  /** Opens an existing file, or takes the handle that is open; close the lease after use. */
  Lease open(Path path) throws IOException {
    return lease(path, false);
  }

  /** Creates a file; there must be no handle of that path. */
  Lease create(Path path) throws IOException {
    return lease(path, true);
  }

  private Lease lease(Path path, boolean create) throws IOException {
    List<Handle> evicted = new ArrayList<>();
    Handle handle;
    synchronized (this) {
      handle = handles.computeIfAbsent(path, Handle::new);
      handle.users++;
      evict(evicted);
    }
    for (Handle idle : evicted) {
      idle.close();
    }
    try {
      return new Lease(handle, handle.file(storage, create));
    } catch (IOException | RuntimeException e) {
      release(handle);
      forget(path);
      throw e;
    }
  }

  private void evict(List<Handle> evicted) {
    Iterator<Handle> oldestFirst = handles.values().iterator();
    while (handles.size() > openFilesMax && oldestFirst.hasNext()) {
      Handle candidate = oldestFirst.next();
      if (candidate.users == 0) {
        oldestFirst.remove();
        evicted.add(candidate);
      }
    }
  }

  private void release(Handle handle) throws IOException {
    boolean last;
    synchronized (this) {
      handle.users--;
      last = handle.users == 0 && handle.forgotten;
    }
    if (last) {
      handle.close();
    }
  }

  /** Closes the handle of a file that is about to be deleted, as soon as nobody uses it. */
  void forget(Path path) throws IOException {
    Handle handle;
    synchronized (this) {
      handle = handles.remove(path);
      if (handle == null) {
        return;
      }
      handle.forgotten = true;
      if (handle.users > 0) {
        return;
      }
    }
    handle.close();
  }

  synchronized int openCount() {
    return handles.size();
  }

  @Override
  public void close() throws IOException {
    List<Handle> all;
    synchronized (this) {
      all = new ArrayList<>(handles.values());
      handles.clear();
    }
    for (Handle handle : all) {
      handle.close();
    }
  }

  /** One path with its file; opening happens outside the lock of the whole table. */
  private static final class Handle {
    private final Path path;
    private int users; // guarded by the table
    private boolean forgotten; // guarded by the table
    private StorageFile file; // guarded by this

    Handle(Path path) {
      this.path = path;
    }

    synchronized StorageFile file(Storage storage, boolean create) throws IOException {
      if (file == null) {
        file = create ? storage.create(path) : storage.open(path);
      }
      return file;
    }

    synchronized void close() throws IOException {
      if (file != null) {
        file.close();
        file = null;
      }
    }
  }

  /** The right to use an open file until closed. */
  final class Lease implements AutoCloseable {
    private final Handle handle;
    private final StorageFile file;

    private Lease(Handle handle, StorageFile file) {
      this.handle = handle;
      this.file = file;
    }

    StorageFile file() {
      return file;
    }

    @Override
    public void close() throws IOException {
      release(handle);
    }
  }
}
