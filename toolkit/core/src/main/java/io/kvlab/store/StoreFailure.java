package io.kvlab.store;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite reports, as one sentence with the way out. */
final class StoreFailure {
  private final Path file;

  StoreFailure(Path file) {
    this.file = file;
  }

  KvlabException explain(SQLException e) {
    int primary = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : -1;
    if (primary == SQLiteErrorCode.SQLITE_BUSY.code
        || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return failure(
          "is locked by another process; wait until that one is done, or choose another store with"
              + " --store. Nothing stored before is lost",
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
      return failure(
          "could not grow because the disk is full; free some space and give the same statement"
              + " again: it continues where it stopped",
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_READONLY.code
        || primary == SQLiteErrorCode.SQLITE_PERM.code) {
      return failure("cannot be written; give write permission or choose another with --store", e);
    }
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return damaged("SQLite reports: " + firstLine(e), e);
    }
    if (primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return failure(
          "is not a kvlab store, or its beginning is damaged; choose another with --store, or move"
              + " the file away to start a new one",
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
      return failure(
          "cannot be opened; check that the path is a file in a folder that may be written, or"
              + " choose another with --store",
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_IOERR.code) {
      return failure(
          "could not be read or written ("
              + firstLine(e)
              + "); check the disk and its free space and give the same statement again: it"
              + " continues where it stopped",
          e);
    }
    return failure("could not be used: " + firstLine(e), e);
  }

  KvlabException damaged(String how) {
    return damaged(how, new IOException(how));
  }

  private KvlabException damaged(String how, Exception cause) {
    return failure(
        "is damaged ("
            + how
            + "); move it away and start a new one. Runs that can still be read can be carried"
            + " over with `kvlab runs export` and `kvlab runs import`",
        cause);
  }

  KvlabException readOnly() {
    return failure(
        "cannot be written; give write permission or choose another with --store",
        new IOException("opened read-only"));
  }

  KvlabException cannotCreate(IOException e) {
    return failure(
        "cannot be created; check that its folder may be written, or choose another with --store",
        e);
  }

  KvlabException cannotRead(IOException e) {
    return failure("cannot be read; check its permissions, or choose another with --store", e);
  }

  KvlabException newer(int found, int known) {
    return failure(
        "was written by a newer kvlab (store format "
            + found
            + ", this one knows up to "
            + known
            + "); update kvlab or choose another with --store",
        new IOException("store format " + found));
  }

  KvlabException older(int found, int known) {
    return failure(
        "is in an older format ("
            + found
            + ", this kvlab writes "
            + known
            + ") and must be written once to be brought up to date; give write permission or copy it"
            + " to where you may write",
        new IOException("store format " + found));
  }

  KvlabException foreign() {
    return failure(
        "is an SQLite database of another program; choose another file with --store",
        new IOException("application id"));
  }

  private KvlabException failure(String rest, Exception cause) {
    return KvlabException.run("The run store " + file + " " + rest + ".", cause);
  }

  private static String firstLine(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
