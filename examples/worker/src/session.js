// A request -> what is known of it as a session; what is not known is missing, which the model expects.

export function sessionOf(request) {
  const { protocol, port } = new URL(request.url);
  const length = request.headers.get("content-length");
  return {
    src_ip: request.headers.get("cf-connecting-ip"),
    protocol: "tcp",
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    bytes_sent: length === null ? null : Number(length),
  };
}
