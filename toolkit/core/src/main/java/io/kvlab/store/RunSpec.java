package io.kvlab.store;

/**
 * What a run is asked to do, before it has an id.
 *
 * @param statement the text of the language that asked for it
 * @param plan the plan as JSON, enough to run it again
 * @param fingerprint everything on which the rows depend, as hashes
 * @param provenance versions, device, seed, timings: JSON
 */
public record RunSpec(String statement, String plan, Fingerprint fingerprint, String provenance) {
  public RunSpec {
    Json.requireJson("plan", plan);
    Json.requireJson("provenance", provenance);
  }
}
