package io.herald.http.access;

import io.herald.broker.tls.CertificateSubject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** The callers of a file, by what they prove themselves with. Does not change once it is read. */
public final class CallerList {
  private record TokenHolder(byte[] hash, Caller caller) {}

  private final Map<Long, TokenHolder> byHash = new HashMap<>();
  private final Map<String, Caller> byCommonName = new HashMap<>();
  private final Map<String, Caller> byDistinguishedName = new HashMap<>();

  private CallerList() {}

  /** Reads the lines of a file. */
  static CallerList parse(List<String> lines) throws CallerFileException {
    CallerList list = new CallerList();
    for (int i = 0; i < lines.size(); i++) {
      if (!CallerLine.isBlank(lines.get(i))) {
        try {
          list.add(CallerLine.parse(lines.get(i)));
        } catch (IllegalArgumentException wrong) {
          throw new CallerFileException("line " + (i + 1) + ": " + wrong.getMessage());
        }
      }
    }
    return list;
  }

  /** Whose token this is. */
  public Optional<Caller> ofToken(String token) {
    byte[] hash = BearerToken.hash(token);
    // How long the look-up takes tells something of the hash, which the caller cannot choose.
    TokenHolder holder = byHash.get(start(hash));
    return holder != null && MessageDigest.isEqual(holder.hash, hash)
        ? Optional.of(holder.caller)
        : Optional.empty();
  }

  /** Whose certificate this is; the whole name goes before the common name. */
  public Optional<Caller> ofSubject(X500Principal subject) {
    Caller whole = byDistinguishedName.get(CertificateSubject.distinguishedName(subject));
    return whole != null
        ? Optional.of(whole)
        : CertificateSubject.commonName(subject).map(byCommonName::get);
  }

  boolean hasTokens() {
    return !byHash.isEmpty();
  }

  boolean hasSubjects() {
    return !byCommonName.isEmpty() || !byDistinguishedName.isEmpty();
  }

  private void add(CallerLine line) {
    String credential = line.credential();
    String value = credential.substring(credential.indexOf(':') + 1);
    Object before;
    if (credential.startsWith(BearerToken.HASH_PREFIX)) {
      byte[] hash = BearerToken.parseHash(credential);
      before = byHash.put(start(hash), new TokenHolder(hash, line.caller()));
    } else if (value.isBlank()) {
      throw new IllegalArgumentException("the subject is empty");
    } else if (credential.startsWith(CallerLine.COMMON_NAME_PREFIX)) {
      before = byCommonName.put(value, line.caller());
    } else {
      before = byDistinguishedName.put(distinguishedName(value), line.caller());
    }
    if (before != null) {
      throw new IllegalArgumentException("an earlier line has the same token or subject");
    }
  }

  private static String distinguishedName(String text) {
    try {
      return CertificateSubject.distinguishedName(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("not a distinguished name: " + text, wrong);
    }
  }

  private static long start(byte[] hash) {
    return ByteBuffer.wrap(hash).getLong();
  }
}
