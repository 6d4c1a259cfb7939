package io.kvlab.session;

/** A process that examines the machine, for {@link DoctorTest}. */
final class DoctorProbe {
  private DoctorProbe() {}

  public static void main(String[] args) {
    var findings = Health.examine(Settings.defaults());
    System.out.println(Health.report("kvlab under test", findings, Settings.defaults()));
  }
}
