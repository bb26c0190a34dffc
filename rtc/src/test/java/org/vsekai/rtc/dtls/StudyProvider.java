package org.vsekai.rtc.dtls;

import java.security.Provider;
import java.security.Security;

/** {@code -Dsekai.study.provider=CLASS} puts that JCA provider, if it is on the class path, before the JDK's. */
final class StudyProvider {
    private StudyProvider() {}

    static void install() {
        String name = System.getProperty("sekai.study.provider");
        if (name == null) {
            return;
        }
        try {
            var provider = (Provider) Class.forName(name).getConstructor().newInstance();
            Security.insertProviderAt(provider, 1);
            System.out.println("with " + provider);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no such provider: " + name, e);
        }
    }
}
