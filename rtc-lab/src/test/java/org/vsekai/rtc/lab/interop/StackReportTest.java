package org.vsekai.rtc.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class StackReportTest {
    private final StackReport report = new StackReport(Stack.LIBWEBRTC, 3);

    private void add(String json) throws Exception {
        report.add(new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    @Test
    void processesAddUp() throws Exception {
        add(
                "{'version':'x 1','passed':2,'failures':[],'connectMs':[10,20],'roundTripMs':[1],'lossySent':60,'lossyArrived':59}");
        assertThat(report.isPassed()).isFalse();
        add(
                "{'version':'x 1','passed':1,'failures':[],'connectMs':[30],'roundTripMs':[2],'lossySent':30,'lossyArrived':30}");
        assertThat(report.isPassed()).isTrue();
        assertThat(report.passed()).isEqualTo(3);
        assertThat(report.figures().toString())
                .isEqualTo(
                        "{'version':'x 1','passed':3,'connectMs':{'p50':20.0,'p90':30.0,'p99':30.0,'max':30.0},'roundTripMs':{'p50':1.0,'p90':2.0,'p99':2.0,'max':2.0},'reliableSent':0,'inBandSent':0,'inBandChannels':0,'greetingsLost':0,'lossySent':90,'lossyArrived':89,'lossyReturned':0}"
                                .replace('\'', '"'));
    }

    @Test
    void fewerThanWantedIsAFailureAndSaysWhere() throws Exception {
        add("{'passed':2,'failures':[{'connection':2,'step':'lossyMessages','why':'it rained'}]}");
        assertThat(report.isPassed()).isFalse();
        assertThat(report.hasFailedAt("lossyMessages")).isTrue();
        assertThat(report.hasFailedAt("end")).isFalse();
        assertThat(report.failures()).containsExactly("libwebrtc, connection 2 at lossyMessages: it rained");
    }

    @Test
    void aProcessThatSaysNothingIsAFailure() {
        report.fail("the process ended");
        assertThat(report.isPassed()).isFalse();
    }
}
