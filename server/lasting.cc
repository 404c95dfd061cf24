#include "server/lasting.h"

#include "proto/request.pb.h"
#include "proto/service.pb.h"

namespace tranche {

void AskToLast(google::protobuf::Message* request) {
  if (request->GetDescriptor() != v1::GetBalanceRequest::descriptor()) return;
  static_cast<v1::GetBalanceRequest*>(request)->set_lasting(true);
}

bool Lasts(const google::protobuf::Message& response) {
  return response.GetDescriptor() == v1::GetBalanceResponse::descriptor() &&
         static_cast<const v1::GetBalanceResponse&>(response).lasts();
}

}  // namespace tranche
