package tandem.bench;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.header.RouteHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult.Parsed;

/**
 * An INVITE of 600 bytes read and forwarded, one thread. "Read" is: parse, and of the eight headers
 * that routing needs what routing asks of them (Request-URI host and user, Via branch and sent-by,
 * From tag, To tag, Call-ID, CSeq number and method, Max-Forwards, first Route).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms256m", "-Xmx256m"})
public class SipParseBenchmark {

  static final String INVITE =
      """
      INVITE sip:bob@biloxi.example.com SIP/2.0
      Via: SIP/2.0/UDP client.atlanta.example.com:5060;branch=z9hG4bK74bf9;rport
      Max-Forwards: 70
      Route: <sip:ss1.atlanta.example.com;lr>
      From: Alice <sip:alice@atlanta.example.com>;tag=9fxced76sl
      To: Bob <sip:bob@biloxi.example.com>
      Call-ID: 3848276298220188511@atlanta.example.com
      CSeq: 1 INVITE
      Contact: <sip:alice@client.atlanta.example.com;transport=udp>
      Content-Type: application/sdp
      Content-Length: 131

      v=0
      o=alice 2890844526 2890844526 IN IP4 192.0.2.101
      s=-
      c=IN IP4 192.0.2.101
      t=0 0
      m=audio 49172 RTP/AVP 0
      a=rtpmap:0 PCMU
      """;

  private final byte[] bytes = INVITE.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  private final StringMsgParser jain = new StringMsgParser();
  private final HeaderFactoryImpl jainHeaders = new HeaderFactoryImpl();
  private final AddressFactoryImpl jainAddresses = new AddressFactoryImpl();
  private final Via via =
      Via.parse("SIP/2.0/UDP ss1.atlanta.example.com:5060;branch=z9hG4bK2d4790").orElseThrow();
  private final NameAddr recordRoute =
      new NameAddr("", Uri.parse("sip:ss1.atlanta.example.com;lr").orElseThrow(), Parameters.NONE);
  private final Uri target = Uri.parse("sip:bob@client.biloxi.example.com").orElseThrow();

  int messageBytes() {
    return bytes.length;
  }

  @Benchmark
  public void readTandem(Blackhole sink) {
    SipRequest request = (SipRequest) ((Parsed) MessageParser.parse(bytes)).message();
    SipUri uri = (SipUri) request.requestUri();
    sink.consume(uri.host());
    sink.consume(uri.user());
    sink.consume(request.topVia().branch());
    sink.consume(request.topVia().sentBy());
    sink.consume(request.from().tag());
    sink.consume(request.to().tag());
    sink.consume(request.callId());
    sink.consume(request.cseq().number());
    sink.consume(request.cseq().method());
    sink.consume(request.maxForwards().orElse(70));
    sink.consume(request.topRoute());
  }

  @Benchmark
  public void readJain(Blackhole sink) throws ParseException {
    SIPRequest request = (SIPRequest) jain.parseSIPMessage(bytes, true, false, null);
    javax.sip.address.SipURI uri = (javax.sip.address.SipURI) request.getRequestURI();
    sink.consume(uri.getHost());
    sink.consume(uri.getUser());
    sink.consume(request.getTopmostVia().getBranch());
    sink.consume(request.getTopmostVia().getSentBy());
    sink.consume(request.getFromTag());
    sink.consume(request.getToTag());
    sink.consume(request.getCallId().getCallId());
    sink.consume(request.getCSeq().getSeqNumber());
    sink.consume(request.getCSeq().getMethod());
    sink.consume(request.getMaxForwards().getMaxForwards());
    sink.consume(((RouteHeader) request.getHeader("Route")).getAddress());
  }

  @Benchmark
  public void readPkts(Blackhole sink) throws IOException {
    io.pkts.packet.sip.SipMessage message = io.pkts.packet.sip.SipMessage.frame(bytes);
    io.pkts.packet.sip.address.SipURI uri = message.toRequest().getRequestUri().toSipURI();
    sink.consume(uri.getHost());
    sink.consume(uri.getUser());
    sink.consume(message.getViaHeader().getBranch());
    sink.consume(message.getViaHeader().getHost());
    sink.consume(message.getFromHeader().getTag());
    sink.consume(message.getToHeader().getTag());
    sink.consume(message.getCallIDHeader().getCallId());
    sink.consume(message.getCSeqHeader().getSeqNumber());
    sink.consume(message.getCSeqHeader().getMethod());
    sink.consume(message.getMaxForwards().getMaxForwards());
    sink.consume(message.getRouteHeader().getAddress());
  }

  @Benchmark
  public byte[] forwardTandem() {
    SipRequest request = (SipRequest) ((Parsed) MessageParser.parse(bytes)).message();
    return request
        .edit()
        .requestUri(target)
        .prependVia(via)
        .prependRecordRoute(recordRoute)
        .build()
        .bytes();
  }

  @Benchmark
  public byte[] forwardJain() throws ParseException, InvalidArgumentException, SipException {
    SIPRequest request = (SIPRequest) jain.parseSIPMessage(bytes, true, false, null);
    request.setRequestURI(jainAddresses.createSipURI("bob", "client.biloxi.example.com"));
    request.addFirst(
        jainHeaders.createViaHeader("ss1.atlanta.example.com", 5060, "UDP", "z9hG4bK2d4790"));
    javax.sip.address.SipURI route = jainAddresses.createSipURI(null, "ss1.atlanta.example.com");
    route.setLrParam();
    request.addHeader(jainHeaders.createRecordRouteHeader(jainAddresses.createAddress(route)));
    return request.encodeAsBytes("udp");
  }
}
