package io.kvlab.train.internal;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Loads TorchScript source from a resource beside this class: packs it as the archive that libtorch
 * reads.
 */
final class TorchProgram {
  /** Pickle protocol 2 of an empty {@code __torch__.M} with {@code training = False}. */
  private static final byte[] MODULE =
      latin("\u0080\u0002c__torch__\nM\n)\u0081}(X\b\0\0\0training\u0089ub.");

  /** Pickle protocol 2 of an empty tuple. */
  private static final byte[] NO_CONSTANTS = latin("\u0080\u0002).");

  private TorchProgram() {}

  static PtSymbolBlock load(NDManager manager, String resource) {
    try (InputStream in = TorchProgram.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + resource);
      }
      InputStream archive = new ByteArrayInputStream(pack(in.readAllBytes()));
      return JniUtils.loadModule((PtNDManager) manager, archive, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] pack(byte[] source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "m/data.pkl", MODULE);
      put(zip, "m/code/__torch__.py", source);
      put(zip, "m/constants.pkl", NO_CONSTANTS);
      put(zip, "m/version", latin("3\n"));
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
