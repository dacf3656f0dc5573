"""Changes compiled policies: usage: objects.py FILE OTHER FOLDER CHANGE…. Each change makes a file of its name in FOLDER:
FIELD, a number of the trailer (compiler/object.c), raised by one; FIELD=other, set to that of OTHER; in both the digest over the
file is made anew, so that nothing but the field is wrong. flip:N turns a bit of byte N over (N%: that far into the
file), cut:N keeps the first N bytes; they leave the digest as it is."""
import os, struct, sys

path, other, folder, *changes = sys.argv[1:]
original = open(path, "rb").read()
FORMAT = "<8sIIQQQQQQQIIIIQQ"  # magic format functions abi key key elf block size changed major minor patch files check check
NAMES = "magic format functions abi key_high key_low elf block size changed major minor patch files high low".split()
TRAILER = struct.calcsize(FORMAT)


def fnv(data):
    digest = 0x6C62272E07BB014262B821756295C58D
    for byte in data:
        digest = (digest ^ byte) * ((1 << 88) + 0x13B) & (1 << 128) - 1
    return digest >> 64, digest & (1 << 64) - 1


def trailer(data):
    return dict(zip(NAMES, struct.unpack(FORMAT, data[-TRAILER:])))


def place(text, data):
    return len(data) * int(text[:-1]) // 100 if text.endswith("%") else int(text)


def changed(change):
    data = bytearray(original)
    what, _, value = change.partition(":")
    if what == "flip":
        data[min(place(value, data), len(data) - 1)] ^= 4
        return data
    if what == "cut":
        return data[:place(value, data)]
    field, _, source = change.partition("=")
    values = trailer(data)
    for name in ("key_high", "key_low") if field == "key" else (field,):
        values[name] = trailer(open(other, "rb").read())[name] if source else values[name] + 1
    body = bytes(data[:-TRAILER]) + struct.pack(FORMAT, *values.values())[:-16]
    return body + struct.pack("<QQ", *fnv(body))


os.makedirs(folder, exist_ok=True)
for change in changes:
    open(os.path.join(folder, change), "wb").write(changed(change))
