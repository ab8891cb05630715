/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-client-private.h"

/* The code pages of the documentation, by Windows number, that iconv knows under some name. Those of them that the C
 * library has no table for (among them Wang, TCA and TeleText for Taiwan, ISCII, several of the Macintosh) are not
 * here. */
static const struct
{
  int number;
  const char *name;
} pages[] = {
  { 37, "IBM037" },         { 437, "IBM437" },        { 500, "IBM500" },
  { 708, "ISO-8859-6" },    { 737, "CP737" },         { 775, "CP775" },
  { 850, "CP850" },         { 852, "CP852" },         { 855, "CP855" },
  { 857, "CP857" },         { 858, "CP858" },         { 860, "CP860" },
  { 861, "CP861" },         { 862, "CP862" },         { 863, "CP863" },
  { 864, "CP864" },         { 865, "CP865" },         { 866, "CP866" },
  { 869, "CP869" },         { 870, "CP870" },         { 874, "CP874" },
  { 875, "CP875" },         { 932, "CP932" },         { 936, "CP936" },
  { 949, "CP949" },         { 950, "BIG5" },          { 1026, "CP1026" },
  { 1047, "IBM1047" },      { 1140, "CP1140" },       { 1141, "CP1141" },
  { 1142, "CP1142" },       { 1143, "CP1143" },       { 1144, "CP1144" },
  { 1145, "CP1145" },       { 1146, "CP1146" },       { 1147, "CP1147" },
  { 1148, "CP1148" },       { 1149, "CP1149" },       { 1200, "UTF-16LE" },
  { 1201, "UTF-16BE" },     { 1250, "CP1250" },       { 1251, "CP1251" },
  { 1252, "CP1252" },       { 1253, "CP1253" },       { 1254, "CP1254" },
  { 1255, "CP1255" },       { 1256, "CP1256" },       { 1257, "CP1257" },
  { 1258, "CP1258" },       { 1361, "JOHAB" },        { 10000, "MACINTOSH" },
  { 10002, "BIG5" },        { 10003, "EUC-KR" },      { 10007, "MAC-CYRILLIC" },
  { 10008, "GB2312" },      { 10017, "MAC-UK" },      { 10029, "MAC-CENTRALEUROPE" },
  { 10079, "MAC-IS" },      { 12000, "UTF-32LE" },    { 12001, "UTF-32BE" },
  { 20105, "US-ASCII" },    { 20106, "ISO646-DE" },   { 20107, "ISO646-SE" },
  { 20108, "ISO646-NO" },   { 20127, "US-ASCII" },    { 20261, "T.61-8BIT" },
  { 20269, "ISO_6937" },    { 20273, "IBM273" },      { 20277, "IBM277" },
  { 20278, "IBM278" },      { 20280, "IBM280" },      { 20284, "IBM284" },
  { 20285, "IBM285" },      { 20297, "IBM297" },      { 20420, "IBM420" },
  { 20423, "IBM423" },      { 20424, "IBM424" },      { 20866, "KOI8-R" },
  { 20871, "IBM871" },      { 20880, "IBM880" },      { 20905, "IBM905" },
  { 20932, "EUC-JP" },      { 20936, "GB2312" },      { 21025, "IBM1025" },
  { 21866, "KOI8-U" },      { 28591, "ISO-8859-1" },  { 28592, "ISO-8859-2" },
  { 28593, "ISO-8859-3" },  { 28594, "ISO-8859-4" },  { 28595, "ISO-8859-5" },
  { 28596, "ISO-8859-6" },  { 28597, "ISO-8859-7" },  { 28598, "ISO-8859-8" },
  { 28599, "ISO-8859-9" },  { 28605, "ISO-8859-15" }, { 38598, "ISO-8859-8" },
  { 50220, "ISO-2022-JP" }, { 50221, "ISO-2022-JP" }, { 50222, "ISO-2022-JP" },
  { 50225, "ISO-2022-KR" }, { 50227, "ISO-2022-CN" }, { 50229, "ISO-2022-CN" },
  { 50930, "IBM930" },      { 50933, "IBM933" },      { 50935, "IBM935" },
  { 50937, "IBM937" },      { 50939, "IBM939" },      { 51932, "EUC-JP" },
  { 51936, "GB2312" },      { 51949, "EUC-KR" },      { 51950, "EUC-TW" },
  { 54936, "GB18030" },     { 65000, "UTF-7" },       { 65001, "UTF-8" },
};

const char *
quay_code_page_get_name (int number)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (pages[i].number == number)
      return pages[i].name;

  return NULL;
}
