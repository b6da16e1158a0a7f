"""Training, export and proof of the models that come with Podium."""

import os

# Before ONNX Runtime is imported: its builds report what they run to their maker otherwise.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
