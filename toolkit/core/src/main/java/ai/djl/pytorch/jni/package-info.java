/** Access to a native call of DJL that its own public classes do not offer. */
package ai.djl.pytorch.jni;
