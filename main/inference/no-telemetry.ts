/**
 * Imported before ONNX Runtime: its builds for Linux and macOS send what is opened and run to their maker, and write an
 * identifier of the machine into the home folder, unless this is set when they are loaded.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1'
