package tandem.server.main;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signal handlers. {@code sun.misc.Signal} is the only way to them in Java; it is reached by
 * reflection because the compiler warns of it in a way that can not be switched off.
 */
final class Signals {

  private Signals() {}

  /**
   * @param name without SIG, for example {@code TERM}
   * @return false if this JVM does not allow it
   */
  static boolean on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invoked =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return method.getReturnType() == boolean.class ? false : null;
          };
      Object proxy =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, invoked);
      Object instance = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, instance, proxy);
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
