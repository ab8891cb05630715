/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-keys.h"

/* A key made by openssl for this file alone, written as XML by Python. */
const char *const fuzz_seeds[] = {
  /* RSA */
  "'<RSAKeyValue>' 0a"
  "'  <Modulus>0pQbTELxZA2pO1dRp67et80NjpucDwwwmQo2QqImIic7W/BBbFTLMFWMVKcedZWhTDVJXRAkyCnObRr'"
  "'FtnKWfgaKCo5DbzyJtmIJ80e36qH3NuMWBod5FEMx/PxHb0O8u3wHtFCG5vm+PNRE6f2YK/S2jgb/mf/pFwXsngMhy'"
  "'cU=</Modulus>' 0a"
  "'  <Exponent>AQAB</Exponent>' 0a"
  "'  <P>8KoRAWuEYS3roZa1V+J3cf6XKKpCEeN9o0LJurPZSySVGzHwGOlh6VJ7ZNLFg2Eb0LZWHFlrprRllqS64b4pB'"
  "'w==</P>' 0a"
  "'  <Q>3/9A+YQeM6zxYhOSnvkifsRi4NSdVKIR9Mdy69dPBvj+UV2Jeh/Y5vofxCCHIuqcgYxFJNUwuRG7P9eSOTj/0'"
  "'w==</Q>' 0a"
  "'  <DP>0gnLL68TaPD33h43BI2s63tjl2UIpq4hn5QRlXWTZmZ2D7cEsek1v7lx4eul3+Snrv8DplhQgLyekNwSEiSx'"
  "'jw==</DP>' 0a"
  "'  <DQ>nUNcntH/UlCNeEo9mpdXfKDsuuULQKw45x5QtPwJY9/UzdNZ/f/2DNR3EP+1YPJOxzVwJhf3iTfFu2DiLIK0'"
  "'OQ==</DQ>' 0a"
  "'  <InverseQ>HsfZxQ7L1sqCZY8Kc4pmEyjhkH9J21ZUoKBbwfGdwaTYcXcgdzR2XLrjT/RUi2K+NFOVkbsl3JIQDu'"
  "'QRpj1GAQ==</InverseQ>' 0a"
  "'  <D>Q0yEQOYwIYrgKA/rD80qbtGA4K/Iu2Jo8bA60SbjSw0AwoxRTF75JTRiCffzGx88EpABJ1Xue24pA+OHhpyuj'"
  "'XnmnPaw1HpOvjeUGbtY/gz0JfJghWfZi+/rX2PHLWExPWtcQGGpFWmVYFbRWZi53UbxCYjBFx2jrsxQd/sLDK0=</D'"
  "'>' 0a"
  "'</RSAKeyValue>' 0a",
  /* RSA, public */
  "'<RSAKeyValue>' 0a"
  "'  <Modulus>0pQbTELxZA2pO1dRp67et80NjpucDwwwmQo2QqImIic7W/BBbFTLMFWMVKcedZWhTDVJXRAkyCnObRr'"
  "'FtnKWfgaKCo5DbzyJtmIJ80e36qH3NuMWBod5FEMx/PxHb0O8u3wHtFCG5vm+PNRE6f2YK/S2jgb/mf/pFwXsngMhy'"
  "'cU=</Modulus>' 0a"
  "'  <Exponent>AQAB</Exponent>' 0a"
  "'</RSAKeyValue>' 0a",
  NULL,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  fuzz_key_store (data, size);

  return 0;
}
