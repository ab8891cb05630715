/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-keys.h"

/* Keys made by openssl for this file alone, written as JSON by Python. */
const char *const fuzz_seeds[] = {
  /* EC */
  "'{\"kid\": \"my key\", \"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"BqCSJSSzryJIIP4o2XvmdNIoBc5WT8a320egb'"
  "'srM2y8\", \"y\": \"CWDfa7Fkd2cAVJhKlqZ1PcUhfZjtKjx-_VyDereIZKI\", \"d\": \"lK21QptVD0OrX8Iv3YQU-s8'"
  "'2MDCzcN3W8qGO4hciKPk\"}' 0a",
  /* Ed25519 */
  "'{\"kid\": \"my key\", \"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"fUCJd7kUbP_UPdKI16lUEHN4DdRufm_G5v'"
  "'aKPWHYfjU\", \"d\": \"CkjnHccStBjJ8CiBECIjZBLNSFaf8HwtqoDb26sPRfk\"}' 0a",
  /* RSA */
  "'{\"kid\": \"my key\", \"kty\": \"RSA\", \"n\": \"0pQbTELxZA2pO1dRp67et80NjpucDwwwmQo2QqImIic7W_BBbFTL'"
  "'MFWMVKcedZWhTDVJXRAkyCnObRrFtnKWfgaKCo5DbzyJtmIJ80e36qH3NuMWBod5FEMx_PxHb0O8u3wHtFCG5vm-PN'"
  "'RE6f2YK_S2jgb_mf_pFwXsngMhycU\", \"e\": \"AQAB\", \"d\": \"Q0yEQOYwIYrgKA_rD80qbtGA4K_Iu2Jo8bA60Sb'"
  "'jSw0AwoxRTF75JTRiCffzGx88EpABJ1Xue24pA-OHhpyujXnmnPaw1HpOvjeUGbtY_gz0JfJghWfZi-_rX2PHLWExP'"
  "'WtcQGGpFWmVYFbRWZi53UbxCYjBFx2jrsxQd_sLDK0\", \"p\": \"8KoRAWuEYS3roZa1V-J3cf6XKKpCEeN9o0LJurP'"
  "'ZSySVGzHwGOlh6VJ7ZNLFg2Eb0LZWHFlrprRllqS64b4pBw\", \"q\": \"3_9A-YQeM6zxYhOSnvkifsRi4NSdVKIR9M'"
  "'dy69dPBvj-UV2Jeh_Y5vofxCCHIuqcgYxFJNUwuRG7P9eSOTj_0w\", \"dp\": \"0gnLL68TaPD33h43BI2s63tjl2UI'"
  "'pq4hn5QRlXWTZmZ2D7cEsek1v7lx4eul3-Snrv8DplhQgLyekNwSEiSxjw\", \"dq\": \"nUNcntH_UlCNeEo9mpdXfK'"
  "'DsuuULQKw45x5QtPwJY9_UzdNZ_f_2DNR3EP-1YPJOxzVwJhf3iTfFu2DiLIK0OQ\", \"qi\": \"HsfZxQ7L1sqCZY8K'"
  "'c4pmEyjhkH9J21ZUoKBbwfGdwaTYcXcgdzR2XLrjT_RUi2K-NFOVkbsl3JIQDuQRpj1GAQ\"}' 0a",
  /* EC, public, and Ed25519 */
  "'{\"keys\": [{\"kid\": \"my key\", \"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"BqCSJSSzryJIIP4o2XvmdNIoBc5'"
  "'WT8a320egbsrM2y8\", \"y\": \"CWDfa7Fkd2cAVJhKlqZ1PcUhfZjtKjx-_VyDereIZKI\"}' 0a"
  "',' 0a"
  "'{\"kid\": \"my key\", \"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"fUCJd7kUbP_UPdKI16lUEHN4DdRufm_G5v'"
  "'aKPWHYfjU\", \"d\": \"CkjnHccStBjJ8CiBECIjZBLNSFaf8HwtqoDb26sPRfk\"}' 0a"
  "']}' 0a",
  NULL,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  fuzz_key_store (data, size);

  return 0;
}
