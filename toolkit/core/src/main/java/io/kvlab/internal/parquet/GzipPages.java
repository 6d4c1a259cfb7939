package io.kvlab.internal.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Parquet's codecs, with gzip from the JDK: Parquet's own asks Hadoop for it, which is not here.
 */
public final class GzipPages implements CompressionCodecFactory {
  private final CompressionCodecFactory others;

  /** Leaves all codecs but gzip to others. */
  public GzipPages(CompressionCodecFactory others) {
    this.others = others;
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return codec == CompressionCodecName.GZIP ? new Gzip() : others.getCompressor(codec);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return codec == CompressionCodecName.GZIP ? new Gunzip() : others.getDecompressor(codec);
  }

  @Override
  public void release() {
    others.release();
  }

  private static final class Gzip implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed, 1 << 13)) {
        bytes.writeAllTo(out);
      }
      return BytesInput.from(packed);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.GZIP;
    }

    @Override
    public void release() {
      // nothing is held
    }
  }

  private static final class Gunzip implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      return BytesInput.from(unpacked(bytes.toByteArray(), size));
    }

    @Override
    public void decompress(ByteBuffer input, int packed, ByteBuffer output, int size) {
      byte[] bytes = new byte[packed];
      input.get(bytes);
      try {
        output.put(unpacked(bytes, size));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Never more than the page says: a bomb ends there. */
    private static byte[] unpacked(byte[] packed, int size) throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
          throw new IOException("a page ends after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
      }
    }

    @Override
    public void release() {
      // nothing is held
    }
  }
}
