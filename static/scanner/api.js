/**
 * The device API as functions. The only module that knows the network; it answers with a value and
 * never throws: `{ok: true, data}` or `{ok: false, status, code}`, status 0 meaning nobody answered.
 */

const TIMEOUT_MS = 20_000;
const COMPRESS_FROM = 2_000;

/** @typedef {{ok: true, data: any} | {ok: false, status: number, code: string, detail: string}} Reply */

export class Api {
  #base;
  #token;

  /**
   * @param {string} base where the API lives, "/api/v1"
   * @param {string | null} token
   */
  constructor(base, token = null) {
    this.#base = base;
    this.#token = token;
  }

  /**
   * @param {string} code
   * @param {string} name
   */
  pair(code, name) {
    return this.#call("POST", "/pairings", { code, name });
  }

  /** @param {number} after @param {string} [spares] digest of the spare badges known here */
  changes(after, spares = "") {
    return this.#call("GET", `/changes?after=${after}${spares && `&spares=${spares}`}`);
  }

  /** @param {{sent_at: string, state?: object, scans: object[]}} batch */
  sendScans(batch) {
    return this.#call("POST", "/scans", batch);
  }

  /**
   * @param {string} id
   * @param {{reason: string, undone_at: string}} body
   */
  undoScan(id, body) {
    return this.#call("POST", `/scans/${id}/undo`, body);
  }

  /** @param {{checkpoint: string, gate: string}} post */
  move(post) {
    return this.#call("POST", "/post", post);
  }

  /** @param {object} walkIn */
  walkIn(walkIn) {
    return this.#call("POST", "/walk-ins", walkIn);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<Reply>}
   */
  async #call(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    try {
      /** @type {BodyInit | undefined} */
      let content;
      if (body) {
        headers["Content-Type"] = "application/json";
        content = JSON.stringify(body);
        if (content.length >= COMPRESS_FROM && "CompressionStream" in globalThis) {
          headers["Content-Encoding"] = "gzip";
          content = await compress(content);
        }
      }
      const response = await fetch(this.#base + path, {
        method,
        headers,
        body: content,
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const data = await response.json().catch(() => null);
      if (response.ok && data !== null) return { ok: true, data };
      const status = response.ok ? 0 : response.status;
      return { ok: false, status, code: data?.code ?? "", detail: data?.detail ?? "" };
    } catch {
      return { ok: false, status: 0, code: "unreachable", detail: "" };
    }
  }
}

/**
 * @param {string} text
 * @returns {Promise<Blob>}
 */
function compress(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).blob();
}
