#pragma once
#include <cvode/cvode.h>
#include <ida/ida.h>
#include <sundials/sundials_version.h>
#include <nvector/nvector_serial.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunlinsol/sunlinsol_dense.h>
// Debian keeps KLU's header in a folder of its own; the next one asks for it only if it has not been read.
#include <suitesparse/klu.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>
