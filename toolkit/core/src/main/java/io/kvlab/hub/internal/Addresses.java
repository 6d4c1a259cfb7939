package io.kvlab.hub.internal;

import io.kvlab.hub.transfer.HubOptions;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Which addresses may be asked. A manifest comes from anybody, and a server may redirect anywhere:
 * without a rule either could make this machine ask its own services, or those of its network, for
 * things that are nobody else's business.
 */
final class Addresses {
  private Addresses() {}

  /** An address that is not asked; trying again would change nothing. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason);
    }
  }

  /**
   * Refuses what is not on the public web, unless the user allows it or it is the host of the hub
   * that he has named.
   *
   * @throws IOException with the reason
   */
  static void requireAllowed(URI address, HubOptions options) throws IOException {
    if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
      throw new Refused("not an address on the web: " + address);
    }
    String host = address.getHost();
    if (host == null) {
      throw new Refused("an address without a host: " + address);
    }
    if (options.privateAddresses() || host.equalsIgnoreCase(options.endpoint().getHost())) {
      return;
    }
    for (InetAddress each : resolved(host)) {
      Optional<String> kind = privateKind(each);
      if (kind.isPresent()) {
        throw new Refused(
            host
                + " is an address of "
                + kind.get()
                + " and is not asked; set KVLAB_PRIVATE_ADDRESSES=true if you trust the manifest");
      }
    }
  }

  /** Nothing where the name is unknown here: behind a proxy it is the proxy that looks it up. */
  private static InetAddress[] resolved(String host) {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      return new InetAddress[0];
    }
  }

  private static Optional<String> privateKind(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return Optional.of("this machine");
    }
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    boolean carrier = bytes.length == 4 && first == 100 && (bytes[1] & 0xc0) == 64;
    boolean unique = address instanceof Inet6Address && (first & 0xfe) == 0xfc;
    return address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress()
            || carrier
            || unique
        ? Optional.of("a private network")
        : Optional.empty();
  }
}
