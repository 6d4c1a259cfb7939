package io.kvlab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Paints an image with Java 2D, without a display. */
final class ImageCanvas implements Canvas {
  private final BufferedImage image;
  private final Graphics2D graphics;
  private final boolean dark;

  /** A canvas of {@code width x height} points, {@code scale} pixels each. */
  ImageCanvas(double width, double height, double scale, boolean dark) {
    this.dark = dark;
    image =
        new BufferedImage(
            (int) Math.ceil(width * scale),
            (int) Math.ceil(height * scale),
            BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(scale, scale);
  }

  @Override
  public void rect(double x, double y, double width, double height, Ink fill) {
    graphics.setColor(color(fill));
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void polyline(double[] x, double[] y, Stroke stroke) {
    graphics.setColor(color(stroke.ink()));
    float width = (float) stroke.width();
    graphics.setStroke(
        stroke.dashed()
            ? new BasicStroke(
                width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0)
            : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    graphics.draw(path(x, y));
  }

  @Override
  public void polygon(double[] x, double[] y, Ink fill) {
    Path2D path = path(x, y);
    path.closePath();
    graphics.setColor(color(fill));
    graphics.fill(path);
  }

  @Override
  public void text(String text, double x, double y, Type type) {
    graphics.setColor(color(type.ink()));
    boolean monospaced = type.style() == Style.MONOSPACED;
    Font font =
        new Font(
            monospaced ? Font.MONOSPACED : Font.SANS_SERIF,
            type.style() == Style.BOLD ? Font.BOLD : Font.PLAIN,
            1);
    // Java's sans-serif is often wider than a browser's
    graphics.setFont(font.deriveFont((float) (type.size() * (monospaced ? 1 : 0.94))));
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    graphics.rotate(Math.toRadians(type.degrees()));
    double width = graphics.getFontMetrics().stringWidth(text);
    double shift =
        switch (type.anchor()) {
          case START -> 0;
          case MIDDLE -> -width / 2;
          case END -> -width;
        };
    graphics.drawString(text, (float) shift, 0);
    graphics.setTransform(before);
  }

  @Override
  public void image(BufferedImage picture, double x, double y, double width, double height) {
    AffineTransform placed = AffineTransform.getTranslateInstance(x, y);
    placed.scale(width / picture.getWidth(), height / picture.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.drawImage(picture, placed, null);
  }

  /** The picture as a PNG file. */
  byte[] finish() {
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam smallest = writer.getDefaultWriteParam();
    smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    smallest.setCompressionQuality(0);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(png)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(Indexed.of(image), null, null), smallest);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    } finally {
      writer.dispose();
    }
    return png.toByteArray();
  }

  private static Path2D path(double[] x, double[] y) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < x.length; i++) {
      if (i == 0) {
        path.moveTo(x[i], y[i]);
      } else {
        path.lineTo(x[i], y[i]);
      }
    }
    return path;
  }

  private Color color(Ink ink) {
    Color color = Color.decode(dark ? ink.dark() : ink.light());
    return new Color(
        color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(ink.opacity() * 255));
  }
}
