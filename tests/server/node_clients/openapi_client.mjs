// A client that knows /openapi.json alone: checks that it is OpenAPI 3.1, calls some of what it describes as it describes
// it, checks the answers against its schemas, and prints what it did.
//
// usage: node openapi_client.mjs SOURCE_DIR http://ADDRESS
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

async function ask(id, message) {
  const { path, method, operation } = find(id);
  const url = new URL(path, baseUrl);
  const options = { method };
  if (operation.requestBody) {
    const [[type, { schema }]] = Object.entries(operation.requestBody.content);
    console.log(id, "request", conforms(schema, message));
    options.headers = { "Content-Type": type };
    options.body = JSON.stringify(message);
  }
  for (const { name, schema, content } of operation.parameters ?? []) {
    url.searchParams.set(name, content ? JSON.stringify(message) : schema.const);
  }
  const answer = await fetch(url, options);
  const { content } = operation.responses[answer.status] ?? operation.responses.default;
  const type = answer.headers.get("content-type").split(";")[0];
  const body = type === "application/json" ? await answer.json() : await answer.text();
  console.log(id, answer.status, conforms(content[type].schema, body));
  return body;
}

const question = { question: { unit: "P1", asOf: "2024-12-31" } };
await ask("GetBalance", question);
await ask("GetBalanceByAddress", question);
await ask("Record", {
  kind: "disbursement", unit: "P1", source: "national", area: "fairs", fiscalYear: 2024, amount: "1",
  effective: "2024-03-05", options: { actor: "node", key: "openapi" },
});
const refused = await ask("GetBalance", { question: { unit: "no such unit" } });
console.log("refused", refused.details[0].debug.code);
console.log("a wrong field is", conforms({ $ref: "#/components/schemas/tranche.v1.GetBalanceRequest" }, { no: 1 }));
await ask("readyz");
