/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "quay-host-key.h"
#include "quay-key-store.h"

/* Keys made for this file alone. What does not begin as text is put in the container's armour first, so that what is
 * inside need not be found through base64. */
const char *const fuzz_seeds[] = {
  /* Ed25519 */
  "6f70656e7373682d6b65792d763100000000046e6f6e65000000046e6f6e650000000000000001000000330000000b7373682d65643235"
  "35313900000020657a6479d0b262e654f9bb556ac78829467183f7512a591001a21f91d7acb1ec00000088b2c432b7b2c432b70000000b"
  "7373682d6564323535313900000020657a6479d0b262e654f9bb556ac78829467183f7512a591001a21f91d7acb1ec0000004028da1d16"
  "f3ff86151c6adb40d0038972ffdcb33503e126a0a95bfb75b10ae2d1657a6479d0b262e654f9bb556ac78829467183f7512a591001a21f"
  "91d7acb1ec000000016301020304",
  /* ECDSA */
  "6f70656e7373682d6b65792d763100000000046e6f6e65000000046e6f6e650000000000000001000000680000001365636473612d7368"
  "61322d6e69737470323536000000086e6973747032353600000041046fc91ea5ed642c36e0553134de22842ea1ef0206750b117382fbde"
  "ee790e1c0fb460ac06dad9e2a9d76cc0e0e53d1eb6036c1b458d12c3e52f752726433b6b4b000000a041babc6c41babc6c000000136563"
  "6473612d736861322d6e69737470323536000000086e6973747032353600000041046fc91ea5ed642c36e0553134de22842ea1ef020675"
  "0b117382fbdeee790e1c0fb460ac06dad9e2a9d76cc0e0e53d1eb6036c1b458d12c3e52f752726433b6b4b0000002100b98f83d8841f73"
  "97d4c1459f63e8c69ae42c59400ffe579ce51b2b092f8009610000000163010203040506",
  /* RSA */
  "6f70656e7373682d6b65792d763100000000046e6f6e65000000046e6f6e65000000000000000100000097000000077373682d72736100"
  "0000030100010000008100a58511212b9e843176bbad50db579dace32f62bd88082f8a2fa008af5cb8972f58dd56c4747e655c9b233ff2"
  "834cabf09f0a66d47c4cf5d0805c3f182f20a8118870c77aa775c5cc7c63a315292f619aa69dfeccbac843be82d0b817a232ae900b2a20"
  "f642dad60202221d9f5d654375857cf265e4368fe4d501a86db517bf8b000001f8415e2948415e2948000000077373682d727361000000"
  "8100a58511212b9e843176bbad50db579dace32f62bd88082f8a2fa008af5cb8972f58dd56c4747e655c9b233ff2834cabf09f0a66d47c"
  "4cf5d0805c3f182f20a8118870c77aa775c5cc7c63a315292f619aa69dfeccbac843be82d0b817a232ae900b2a20f642dad60202221d9f"
  "5d654375857cf265e4368fe4d501a86db517bf8b0000000301000100000080580a2669595530854add5abbb65fad1ba79fadca984f9a51"
  "cb31394d65693de94e403505bbdcfb373dc18b230859c0def5094856df62e4212a1566ee0b2b389977d3df4f36f2d3946ad73a12c13a87"
  "cb5282d504db4eb62b2c29402602230f7c93926a00faee546e73b0c4af5b6f78415e78271bcad3d65e4c18e65dedb27ec9000000407f02"
  "e593fb360bf0d6f895aeae99bc81c6f8b271ebc4c7a1b0174f2d879bc81c355b925caabc15b23dd351fcbfae692df229d94b746c9c575c"
  "419ce192069fa10000004100d096768b0c019b502cdf9074e9a3f73993b945175650553cce71e8bf89ef2ecb98d8ae32b183486a554e2c"
  "6928dc2618d0b1530010e507b9dea052707ef83d150000004100cb248482e6c00bda3e33a0eda49fa02e75255e9ff40b595a7e43d38739"
  "c4122d6d403ea6206b9d27df01c7a8c108501480d92eba7e50de98cb3f8b1809c1721f00000001630102",
  /* Ed25519, encrypted */
  "6f70656e7373682d6b65792d7631000000000a6165733235362d637472000000066263727970740000001800000010aac5399ac20ecd02"
  "48e822942485fc8a0000000100000001000000330000000b7373682d6564323535313900000020f1cfd188b22344760775b9338b646a61"
  "84beeca061ced039acbaaf01db7e0fdb00000090ec97d4c4854b29147c17106ea5fb21f4d38efaa27d3c593d7b2d6e538e0b6fcf116145"
  "6a4eb1313b3b5880c21aa9b72779962e41053649760932f1e960a71bc80d8e59796723419296daddf11a166bd22d4cf948865abf69bd0b"
  "5c275a92d53cf4ef2c2ef0ee7e879b3982c58ba5c24036508cf14566067a706c332db35f90d3fc3ebf2bc6509c439a364129a9cfd4b1",
  "'-----BEGIN EC PRIVATE KEY-----' 0a"
  "'MHcCAQEEIA/JoA9FVGtt1pBEyEklBHRDGChjNE1PnE7nZiIG1+YRoAoGCCqGSM49' 0a"
  "'AwEHoUQDQgAEaddwbN3DsqSinr4dViX3ReRo8NTRMWNN1oZoXk/rMnmk71JNm6jG' 0a"
  "'V7M3WnkOs5dVk7g/psWc8XvMxfYO85ctUQ==' 0a"
  "'-----END EC PRIVATE KEY-----' 0a",
  "'-----BEGIN PRIVATE KEY-----' 0a"
  "'MC4CAQAwBQYDK2VwBCIEIL25DAicJRkgQiT5gmv6JOh1hSTNuTOpOb1EBU3G24yt' 0a"
  "'-----END PRIVATE KEY-----' 0a",
  "'-----BEGIN ENCRYPTED PRIVATE KEY-----' 0a"
  "'MIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBDcV4MrBRDo1QtW1wic' 0a"
  "'ClbcAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQFxHCC4i1Q/DgVvru' 0a"
  "'f8KU8wRAHb1wIP8Zc6AK0fkDSeX7IOpPSFRkKZoMZJ9Ru9ewzKqJ/FZrzU47nh2w' 0a"
  "'9ZVXaeSMkztshG1f8WJnDaE26cSPFA==' 0a"
  "'-----END ENCRYPTED PRIVATE KEY-----' 0a",
  "'PuTTY-User-Key-File-3: ssh-ed25519' 0a 'Encryption: none' 0a",
  "'ssh-ed25519 AAAA' 0a",
  NULL,
};

static GBytes *
wrap (const uint8_t *data, size_t size)
{
  g_autofree char *base64 = NULL;
  char *text;

  if (size == 0 || data[0] == '-' || data[0] == 's' || data[0] == 'P')
    return g_bytes_new (data, size);
  base64 = g_base64_encode (data, size);
  text = g_strconcat ("-----BEGIN OPENSSH PRIVATE KEY-----\n", base64, "\n-----END OPENSSH PRIVATE KEY-----\n", NULL);

  return g_bytes_new_take (text, strlen (text));
}

/* A key that loads has a public half that is one, and signs. No passphrase: what lies behind one is read by the same
 * code, and deriving a key would take all the time. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) file = wrap (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayKey) key = quay_key_store_load_memory (file, "fuzz", NULL, &error);
  g_autoptr (QuayHostKey) public = NULL;
  g_autoptr (GBytes) signature = NULL;
  gboolean encrypted;

  g_assert ((key == NULL) == (error != NULL));
  g_assert (quay_key_store_detect (file, &encrypted) != QUAY_KEY_FORMAT_UNKNOWN || key == NULL);
  if (key == NULL)
    return 0;
  public = quay_host_key_new (quay_key_get_public_blob (key), NULL);
  signature = quay_key_sign (key, quay_key_get_algorithms (key)[0], file, NULL);
  g_assert (public != NULL && signature != NULL);

  return 0;
}
