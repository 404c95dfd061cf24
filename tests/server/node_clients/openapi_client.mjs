// A client that knows /openapi.json alone: checks that it is OpenAPI 3.1, calls some of what it describes as it describes
// it, checks the answers against its schemas, and prints what it did. With a token it does so where callers are asked who
// they are.
//
// usage: node openapi_client.mjs SOURCE_DIR http://ADDRESS [TOKEN]
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";

const baseUrl = process.argv[3];
const text = await (await fetch(`${baseUrl}/openapi.json`)).text();
const { valid, errors } = await new Validator().validate(JSON.parse(text));
console.log("openapi", valid ? JSON.parse(text).openapi.slice(0, 3) : JSON.stringify(errors));

const description = JSON.parse(text);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(description, "openapi");
const conforms = (schema, value) => {
  const wanted = schema.$ref ? { $ref: `openapi${schema.$ref}` } : schema;
  return ajv.validate(wanted, value) ? "as described" : ajv.errorsText();
};

// The path, the method and the operation of that id.
function find(id) {
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId === id) return { path, method: method.toUpperCase(), operation };
    }
  }
  throw new Error(`no operation ${id}`);
}

// The headers in which a token is shown, as the description says, to an operation that wants one.
function shown(operation, token) {
  const ways = (operation.security ?? description.security ?? []).flatMap(Object.keys);
  const schemes = ways.map((way) => description.components.securitySchemes[way]);
  const takes = schemes.some(({ type, scheme }) => type === "http" && scheme === "bearer");
  return token && takes ? { Authorization: `Bearer ${token}` } : {};
}

async function ask(id, message, token, language = "*") {
  const { path, method, operation } = find(id);
  const url = new URL(path, baseUrl);
  const options = { method, headers: { ...shown(operation, token), "Accept-Language": language } };
  if (operation.requestBody) {
    const [[type, { schema }]] = Object.entries(operation.requestBody.content);
    console.log(id, "request", conforms(schema, message));
    options.headers["Content-Type"] = type;
    options.body = JSON.stringify(message);
  }
  for (const { name, schema, content } of operation.parameters ?? []) {
    url.searchParams.set(name, content ? JSON.stringify(message) : schema.const);
  }
  const answer = await fetch(url, options);
  const found = operation.responses[answer.status] ?? operation.responses.default;
  const { content } = found.$ref ? description.components.responses[found.$ref.split("/").pop()] : found;
  const type = answer.headers.get("content-type").split(";")[0];
  const body = type === "application/json" ? await answer.json() : await answer.text();
  console.log(id, answer.status, conforms(content[type].schema, body));
  return body;
}

const token = process.argv[4];
if (token) {
  console.log("shown by", Object.keys(description.components.securitySchemes).join(" or "));
  console.log("described", ["401", "403"].every((status) => find("GetLedger").operation.responses[status]));
  await ask("GetLedger", {});
  await ask("GetLedger", {}, token);
  await ask("checkpoint", undefined, token);
  await ask("session", undefined, token);
  await ask("readyz", undefined, token);
  process.exit();
}

const question = { question: { unit: "P1", asOf: "2024-12-31" } };
await ask("GetBalance", question);
await ask("GetBalanceByAddress", question);
await ask("Record", {
  kind: "disbursement", unit: "P1", source: "national", area: "fairs", fiscalYear: 2024, amount: "1",
  effective: "2024-03-05", options: { actor: "node", key: "openapi" },
});
const refused = await ask("GetBalance", { question: { unit: "no such unit" } }, undefined, "vi");
console.log("refused", refused.details[0].debug.code);
console.log("a wrong field is", conforms({ $ref: "#/components/schemas/tranche.v1.GetBalanceRequest" }, { no: 1 }));
await ask("readyz");
