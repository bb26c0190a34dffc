// Generates src/sdk/generated/ from the repository's .proto files, with nothing but what npm installed: protobufjs
// parses, @bufbuild/protoc-gen-es writes TypeScript. Does nothing where the output is newer than its input.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponseSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';

const here = dirname(fileURLToPath(import.meta.url));
const protoRoot = join(here, '../../../wire/src/main/proto');
const protoFile = 'vsekai/wire/v1/messages.proto';
const outDir = join(here, '../src/sdk/generated');
const outFile = join(outDir, 'messages_pb.ts');

const modified = (path) => statSync(path).mtimeMs;
const source = join(protoRoot, protoFile);
if (!existsSync(source)) {
  throw new Error(`${source} is missing: this client is built inside its repository, next to wire/`);
}
if (
  existsSync(outFile) &&
  modified(outFile) > Math.max(modified(source), modified(fileURLToPath(import.meta.url)))
) {
  process.exit(0);
}

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(protoRoot, target);
root.loadSync(protoFile, { keepCase: true });
root.resolveAll();
const bytes = descriptor.FileDescriptorSet.encode(root.toDescriptor('proto3')).finish();
const files = fromBinary(FileDescriptorSetSchema, bytes).file;
const ours = files.find((file) => file.package === 'vsekai.wire.v1');
ours.name = 'messages.proto';
for (const field of ours.messageType.flatMap((message) => message.field)) {
  field.jsonName = field.name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  if (field.typeName && !field.typeName.startsWith('.')) {
    // protobufjs names types as the source does; descriptors hold full names.
    field.typeName = `.${ours.package}.${field.typeName}`;
  }
}

const request = create(CodeGeneratorRequestSchema, {
  fileToGenerate: [ours.name],
  parameter: 'target=ts,import_extension=none',
  protoFile: [ours],
});
const plugin = join(here, '../node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es');
const run = spawnSync(process.execPath, [plugin], { input: toBinary(CodeGeneratorRequestSchema, request) });
if (run.status !== 0) {
  throw new Error(`protoc-gen-es failed: ${run.stderr}`);
}
const response = fromBinary(CodeGeneratorResponseSchema, run.stdout);
if (response.error) {
  throw new Error(`protoc-gen-es refused the schema: ${response.error}`);
}
mkdirSync(outDir, { recursive: true });
for (const file of response.file) {
  writeFileSync(join(outDir, file.name), file.content);
}
